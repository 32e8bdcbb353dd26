"use strict";
// The rows shown as CSV: the bytes of kg/draw/rows.py, or for spreadsheets as kg/tables/guard.py has it.
const kgRows = (() => {
  const COLUMNS = ["from", "to", "kind", "year", "report", "threats", "topics", "praised", "criticised", "sentence", "statement"];
  const SIGN = "[-=+@\uff1d\uff0b\uff0d\uff20\ufe66\ufe62\ufe63\ufe6b]";
  const BLANK = '\\s"\u00ad\u200b-\u200d\u2060\ufeff';
  const START = new RegExp(`^(?:[\\t\\r\\n]|[${BLANK}]*${SIGN})`);
  const RUN = new RegExp(`([${BLANK};]+)(${SIGN})?`, "g");

  const rows = (entries) => entries.flatMap(({ body, accounts }) => {
    const ends = [body.dataset.from, body.dataset.to, body.dataset.kind];
    if (!accounts.length) return [[...ends, ...COLUMNS.slice(3).map(() => "")]];
    return accounts.flatMap(({ part, quotes }) => quotes.filter(({ quote }) => !quote.hidden).map(({ quote }) => {
      const { year, report, threats, topics, statement } = part.dataset;
      const { praised, criticised } = quote.dataset;
      return [...ends, year, report, threats, topics, praised, criticised, quote.querySelector("p").textContent, statement];
    }));
  });

  const cell = (words) => (/[",\r\n]/.test(words) ? `"${words.replaceAll('"', '""')}"` : words);

  // An apostrophe goes before what would begin a formula, also behind a sign that may part columns.
  const guarded = (words) => {
    if (/^\d+$/.test(words)) return words;
    const inner = words.replace(RUN, (run, blanks, sign) => {
      const parting = sign ? blanks.search(/[;\t\r\n][^;\t\r\n]*$/) : -1;
      return parting < 0 ? run : `${blanks.slice(0, parting + 1)}'${blanks.slice(parting + 1)}${sign}`;
    });
    return START.test(words) ? `'${inner}` : inner;
  };

  const csv = (entries, spell = (words) => words) =>
    [COLUMNS, ...rows(entries)].map((row) => `${row.map((words) => cell(spell(words))).join(",")}\r\n`).join("");

  const save = (name, blob) => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  };

  return {
    exact: (entries) => save("partnerships.csv", new Blob([csv(entries)], { type: "text/csv" })),
    excel: (entries) => save("partnerships-excel.csv", new Blob([`\ufeff${csv(entries, guarded)}`], { type: "text/csv" })),
    save,
  };
})();

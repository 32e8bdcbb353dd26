// The editor: it begins with the query of the page, asks this server, and keeps nothing.
"use strict";
const place = document.getElementById("editor");
const endpoint = new URL(place.dataset.endpoint, document.baseURI).href;
const editor = new Yasgui(place, {
  requestConfig: { endpoint, method: "POST" },
  endpointCatalogueOptions: { getData: () => [{ endpoint }] },
  copyEndpointOnNewTab: true,
  persistenceId: null,
  yasqe: { value: place.dataset.sparql, persistenceId: null },
  yasr: { persistenceId: null },
});
editor.getTab()?.setQuery(place.dataset.sparql);
// What screen readers and keyboards need, and the editor lacks.
for (const tab of place.querySelectorAll("[role=tablist], [role=tab]")) { tab.removeAttribute("role"); tab.removeAttribute("aria-selected"); }
for (const field of place.querySelectorAll("input.autocomplete")) { field.setAttribute("aria-label", "Address of the endpoint"); }
for (const field of place.querySelectorAll(".CodeMirror textarea")) { field.setAttribute("aria-label", "Query"); }
for (const pane of place.querySelectorAll(".CodeMirror-scroll")) { pane.tabIndex = 0; }

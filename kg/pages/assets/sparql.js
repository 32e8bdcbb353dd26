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

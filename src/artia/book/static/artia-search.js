/* Search without accents or ligatures: the same folding as artia/book/folding.py, on the query, on
   titles, on glossary terms, in the excerpts and in the highlighted words.
   Runs after Sphinx's scripts (deferred) and before they start (DOMContentLoaded). */
(() => {
  "use strict";

  const WORD = /[\p{L}\p{N}_]+/gu;

  const fold = (text) =>
    text
      .toLowerCase()
      .replaceAll("œ", "oe")
      .replaceAll("æ", "ae")
      .replaceAll("’", "'")
      .normalize("NFKD")
      .replace(/\p{M}/gu, "");

  /* On any page: highlight « éthique » when somebody came by searching « ethique ». */
  if (typeof SphinxHighlight !== "undefined") {
    const STORED = "sphinx_highlight_terms";
    const highlight = SphinxHighlight.highlightSearchWords;
    SphinxHighlight.highlightSearchWords = () => {
      const asked = (localStorage.getItem(STORED) || "").split(/\s+/).filter(Boolean).map(fold);
      if (asked.length) {
        const page = document.querySelector("article") || document.body;
        const words = new Set(page.textContent.toLowerCase().match(WORD));
        const met = [...words].filter((word) => asked.some((term) => fold(word).includes(term)));
        met.sort((a, b) => b.length - a.length); // « entraîner » before the « entraîne » in it
        localStorage.setItem(STORED, met.join(" "));
      }
      highlight();
    };
  }

  if (typeof Search === "undefined" || typeof Stemmer === "undefined") return;

  /* The same stems as in the index (artia/book/search.py). */
  const PlainStemmer = Stemmer;
  window.Stemmer = function () {
    const plain = new PlainStemmer();
    this.stemWord = (word) => {
      const stem = plain.stemWord(word);
      const folded = fold(stem);
      return stopwords.includes(folded) ? stem : folded;
    };
  };

  const stems = (text) => {
    const stemmer = new window.Stemmer();
    return splitQuery(text.toLowerCase()).map(stemmer.stemWord).join(" ");
  };

  /** The index writes terms as HTML: taux d&#x27;apprentissage. */
  const plainText = (html) => new DOMParser().parseFromString(html, "text/html").body.textContent;

  const long = (asked, whole) => asked.length >= whole.length / 2;

  /** Page and section titles that contain the query. */
  const titleResults = (index, query) => {
    const asked = fold(query);
    const found = [];
    for (const [title, places] of Object.entries(index.alltitles)) {
      const folded = fold(title);
      if (!folded.includes(asked) || !long(asked, folded)) continue;
      for (const [doc, id] of places) {
        const page = index.titles[doc];
        const whole = page === title;
        const score = Math.round((Scorer.title * asked.length) / folded.length) + (whole ? 1 : 0);
        const name = whole ? title : `${page} > ${title}`;
        const anchor = id === null ? "" : `#${id}`;
        found.push([index.docnames[doc], name, anchor, null, score, index.filenames[doc]]);
      }
    }
    return found;
  };

  /** Glossary terms that are the query, in either language, or that contain it. */
  const glossaryResults = (index, query) => {
    const asked = fold(query);
    const stem = stems(query);
    const other = new Map(); // place -> the forms and the counterpart, as index entries
    for (const [form, places] of Object.entries(index.indexentries)) {
      for (const [doc, id] of places) {
        const place = `${doc}#${id}`;
        other.set(place, [...(other.get(place) || []), form]);
      }
    }
    const found = [];
    for (const [prefix, objects] of Object.entries(index.objects)) {
      for (const [doc, type, , shortAnchor, name] of objects) {
        if (index.objtypes[type] !== "std:term") continue;
        const written = prefix ? `${prefix}.${name}` : name;
        const term = plainText(written);
        const id = { "": term, "-": `term-${term}` }[shortAnchor] || shortAnchor;
        const forms = [term, ...(other.get(`${doc}#${id}`) || [])];
        let score = 0;
        if (forms.some((form) => fold(form) === asked || stems(form) === stem)) {
          score = Scorer.title + 5; // the term itself, before the pages that use it
        } else if (asked.length > 2 && forms.some((form) => fold(form).includes(asked))) {
          score = Scorer.term - 1; // after them
        }
        if (!score) continue;
        const what = `${index.objnames[type][2]}${Documentation.gettext(", in ")}${index.titles[doc]}`;
        const page = index.docnames[doc];
        found.push([page, written, `#${id}`, what, score, index.filenames[doc]]);
      }
    }
    return found;
  };

  const sentence = (name) =>
    document.querySelector(`meta[name="artia-search-${name}"]`)?.content;

  /** Make Sphinx say how many results there are in a sentence of ours. */
  const nameCount = (count) => {
    const none =
      "Your search did not match any documents. Please make sure that all words are spelled " +
      "correctly and that you've selected enough categories.";
    const some = "Search finished, found ${resultCount} page(s) matching the search query.";
    Documentation.TRANSLATIONS[none] = sentence("none") || none;
    Documentation.TRANSLATIONS[some] = sentence(count === 1 ? "one" : "many") || some;
  };

  const searchPages = Search._performSearch;
  Search._performSearch = (query, ...terms) => {
    const index = Search._index;
    // Sphinx searches the text of the pages; titles and terms, it would compare unfolded.
    Search._index = { ...index, alltitles: {}, indexentries: {}, objects: {} };
    const results = searchPages(query, ...terms);
    Search._index = index;
    results.push(...titleResults(index, query.trim()), ...glossaryResults(index, query.trim()));
    results.sort((a, b) => a[4] - b[4] || b[1].localeCompare(a[1])); // shown from the last
    const best = new Map();
    for (const result of results) best.set(`${result[0]}${result[2]}`, result);
    const kept = results.filter((result) => best.get(`${result[0]}${result[2]}`) === result);
    nameCount(kept.length);
    return kept;
  };

  /* Said by screen readers: the status exists, empty, before the results change it. */
  const perform = Search.performSearch;
  Search.performSearch = (query) => {
    const start = Search.query;
    Search.query = (...asked) => setTimeout(() => start(...asked), 0);
    perform(query);
    Search.status.setAttribute("role", "status");
  };

  /* The excerpt starts near the first word found, and does not quote folded definitions. */
  Search.makeSearchSummary = (html, keywords, anchor) => {
    const page = new DOMParser().parseFromString(html, "text/html");
    page.querySelectorAll(".term-help").forEach((help) => help.remove());
    const whole = Search.htmlToText(page.documentElement.outerHTML, anchor);
    const text = whole.replace(/\s+/g, " ").trim();
    if (!text) return null;
    const starts = [...keywords];
    const met = (match) => starts.some((start) => fold(match[0]).startsWith(start));
    const found = [...text.matchAll(WORD)].find(met);
    const from = Math.max((found ? found.index : 0) - 120, 0);
    const summary = document.createElement("p");
    summary.classList.add("context");
    const excerpt = text.slice(from, from + 240).trim();
    summary.textContent = `${from ? "…" : ""}${excerpt}${from + 240 < text.length ? "…" : ""}`;
    return summary;
  };

  // A page opened from a disk may not read its neighbours: titles alone, and no error.
  if (location.protocol === "file:") DOCUMENTATION_OPTIONS.SHOW_SEARCH_SUMMARY = false;
})();

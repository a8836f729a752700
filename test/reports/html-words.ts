const entities: Readonly<Record<string, string>> = {
  "&lt;": "<",
  "&gt;": ">",
  "&quot;": '"',
  "&#39;": "'",
  "&amp;": "&",
};

/** What a page for a browser says, a row of a table a line: its text, and how its charts are described to who does not see them. */
export function wordsOfPage(html: string): string {
  const [, main] = /<main>(.*)<\/main>/s.exec(html)!;
  return main
    .replace(/<div class="chart[^>]*aria-label="([^"]*)"[^>]*>/g, "$1\n")
    .replace(/<\/t[dh]>/g, " | ")
    .replace(/<\/(tr|p|li|dt|dd|h1|h2|caption|figcaption|summary|pre)>/g, "\n")
    .replace(/<[^>]*>/g, "")
    .replace(/&[a-z#0-9]+;/g, (entity) => entities[entity])
    .replace(/ \| ?\n/g, " |\n");
}

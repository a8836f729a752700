import { afterAll, describe, expect, test } from "vitest";
import { commandsOf, missingLine, PageFolder, pages } from "./page.js";

/** Every command that a page shows prints what the page says. */
describe.each(pages.filter((page) => commandsOf(page).length > 0))("%s", (page) => {
  const folder = new PageFolder();
  afterAll(() => folder.close());

  test.each(commandsOf(page))("line $line: $command", ({ command, printed }) => {
    const lines = folder.print(command);
    expect(missingLine(printed, lines), lines.join("\n")).toBeNull();
  });
});

// What tests ask of a page from within it: put into each page that they open, before its own script.
globalThis.asked = {
  /** Whether every chart that can be seen is drawn. */
  isDrawn() {
    return asked.charts().every((place) => place.querySelector("svg path") !== null);
  },

  charts() {
    return [...document.querySelectorAll("[data-chart]")].filter((place) => place.checkVisibility());
  },

  names(places) {
    return places.map((place) => place.getAttribute("aria-label").slice(0, 80));
  },

  /** How much wider the page is than its window. */
  overflow() {
    return document.documentElement.scrollWidth - innerWidth;
  },

  /** The charts that have nothing in a color of data where a picture of the whole page shows them. */
  async blank(picture, colors) {
    const bytes = Uint8Array.from(atob(picture), (letter) => letter.charCodeAt(0));
    const image = await createImageBitmap(new Blob([bytes]));
    const canvas = new OffscreenCanvas(image.width, image.height);
    const drawing = canvas.getContext("2d", { willReadFrequently: true });
    drawing.drawImage(image, 0, 0);
    const isOfData = (red, green, blue) =>
      colors.some(([r, g, b]) => Math.abs(red - r) + Math.abs(green - g) + Math.abs(blue - b) < 40);
    const dots = (place) => {
      const { x, y, width, height } = place.getBoundingClientRect();
      const { data } = drawing.getImageData(x + scrollX, y + scrollY, width, height);
      let count = 0;
      for (let at = 0; at < data.length; at += 4) if (isOfData(data[at], data[at + 1], data[at + 2])) count++;
      return count;
    };
    return asked.names(asked.charts().filter((place) => dots(place) < 50));
  },

  /** The words of the axes of every chart over the clock, by its name. */
  clocks() {
    const places = asked.charts().filter((place) => place.classList.contains("time"));
    const words = (place) => [...place.querySelectorAll("svg text")].map((text) => text.textContent).join(" ");
    return Object.fromEntries(places.map((place) => [asked.names([place])[0], words(place)]));
  },

  /** Words in charts that contrast by less than 4.5 to 1 with the page. */
  faint() {
    const light = (color) => {
      const [r, g, b] = color.match(/[\d.]+/g).map((value) => value / 255);
      const linear = (value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
      return 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
    };
    const page = light(getComputedStyle(document.body).backgroundColor);
    const contrast = (text) => {
      const own = light(getComputedStyle(text).fill);
      return (Math.max(own, page) + 0.05) / (Math.min(own, page) + 0.05);
    };
    const texts = asked.charts().flatMap((place) => [...place.querySelectorAll("svg text")]);
    return texts.filter((text) => contrast(text) < 4.5).map(({ textContent }) => textContent);
  },

  /** Columns that are not in order when their title is pressed, or not in the other order when it is pressed again. */
  unsorted() {
    return [...document.querySelectorAll("table")].flatMap((table) =>
      [...table.tHead.rows[0].cells].flatMap((title, column) => {
        const cells = () => [...table.tBodies[0].rows].map((row) => row.cells[column]);
        const before = cells().length;
        const pressed = (by) => {
          title.querySelector("button").click();
          const keys = cells().map(({ dataset, textContent }) => dataset.by ?? textContent.replace(/[$,]/g, ""));
          const isInOrder = keys.every((key, at) => at === 0 || !(by * (key - keys[at - 1]) < 0));
          const isSaid = title.getAttribute("aria-sort") === (by > 0 ? "ascending" : "descending");
          return isInOrder && isSaid && keys.length === before;
        };
        return pressed(1) && pressed(-1) ? [] : [`${table.caption.textContent}: ${title.textContent}`];
      }),
    );
  },

  /** What is wrong with the page as it is printed. */
  print() {
    const folded = [...document.querySelectorAll("details:not([open])")].map(({ innerText }) => `folded: ${innerText}`);
    const wide = [...document.querySelectorAll("[data-chart] svg")].filter((svg) => svg.clientWidth > innerWidth);
    const bars = [...document.querySelectorAll(".zoom")].filter((bar) => bar.checkVisibility());
    return [
      ...(getComputedStyle(document.body).backgroundColor === "rgb(255, 255, 255)" ? [] : ["dark"]),
      ...(asked.isDrawn() ? [] : ["not drawn"]),
      ...[...folded, ...asked.names(wide.map((svg) => svg.closest("[data-chart]")))],
      ...bars.map(() => "buttons"),
    ];
  },

  /** How many places of the page take the focus; from now on it is kept which did. */
  stops() {
    asked.focused = new Set();
    addEventListener("focusin", ({ target }) => asked.focused.add(target));
    document.body.tabIndex = -1;
    document.body.focus(); // where the next Tab starts from
    return asked.focusable().length;
  },

  focusable() {
    return [...document.querySelectorAll("button, summary, [tabindex='0']")].filter((place) => place.checkVisibility());
  },

  /** What the keyboard did not come to. */
  missed() {
    return asked
      .focusable()
      .filter((place) => !asked.focused.has(place))
      .map(({ textContent, className }) => `${className} ${textContent.slice(0, 60)}`);
  },
};

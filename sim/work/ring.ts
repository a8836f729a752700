/** First in, first out: a ring of request rows that grows by doubling. */
export class Ring {
  length = 0;
  #rows = new Int32Array(16);
  #first = 0;

  push(row: number): void {
    if (this.length === this.#rows.length) this.#grow();
    this.#rows[(this.#first + this.length++) & (this.#rows.length - 1)] = row;
  }

  shift(): number {
    const row = this.#rows[this.#first];
    this.#first = (this.#first + 1) & (this.#rows.length - 1);
    this.length--;
    return row;
  }

  /** The first becomes the last. */
  turn(): void {
    const mask = this.#rows.length - 1;
    const row = this.#rows[this.#first];
    this.#first = (this.#first + 1) & mask;
    this.#rows[(this.#first + this.length - 1) & mask] = row;
  }

  /** The row that would be shifted next; only with `length` above zero. */
  get first(): number {
    return this.#rows[this.#first];
  }

  /** Takes one row out from wherever it stands; false when it is not here. */
  remove(row: number): boolean {
    let found = false;
    for (let left = this.length; left > 0; left--) {
      const next = this.shift();
      if (next === row && !found) found = true;
      else this.push(next);
    }
    return found;
  }

  #grow(): void {
    const rows = new Int32Array(this.#rows.length * 2);
    const length = this.length;
    for (let at = 0; at < length; at++) rows[at] = this.#rows[(this.#first + at) & (length - 1)];
    this.#rows = rows;
    this.#first = 0;
  }
}

/** A reproducible source of chance: the same seed gives the same data (mulberry32). */
export class Random {
  private state: number;

  constructor(seed: number) {
    this.state = seed >>> 0;
  }

  /** A number from 0 up to, but not including, 1. */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), this.state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** A whole number from 0 up to, but not including, `limit`. */
  below(limit: number): number {
    return Math.floor(this.next() * limit);
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  /** Throws when there is nothing to pick from. */
  pick<Item>(items: readonly Item[]): Item {
    const item = items[this.below(items.length)];
    if (item === undefined) throw new Error('There is nothing to pick from.');
    return item;
  }

  /** An item by weights that add up to 1. */
  weighted<Item>(items: readonly (readonly [Item, number])[]): Item | undefined {
    let left = this.next();
    for (const [item, weight] of items) {
      left -= weight;
      if (left < 0) return item;
    }
    return items.at(-1)?.[0];
  }

  digits(count: number): string {
    return this.below(10 ** count)
      .toString()
      .padStart(count, '0');
  }

  /** A uuid v7 of this instant, so that ids sort by creation as those of real records do. */
  uuidAt(milliseconds: number): string {
    const time = milliseconds.toString(16).padStart(12, '0');
    const variant = '89ab'[this.below(4)];
    return `${time.slice(0, 8)}-${time.slice(8)}-7${this.hex3()}-${variant}${this.hex3()}-${this.hex3()}${this.hex3()}${this.hex3()}${this.hex3()}`;
  }

  private hex3(): string {
    return threeHexDigits[this.below(threeHexDigits.length)] ?? '000';
  }
}

const threeHexDigits = Array.from({ length: 0x1000 }, (_, number) => number.toString(16).padStart(3, '0'));

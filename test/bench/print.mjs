// Figures as the bench prints them.

export const whole = (number) => number.toFixed(number < 10 ? 2 : 0);

/** The median, with the lowest and the highest. */
export const range = ({ min, median, max }, show = whole) => `${show(median)} (${show(min)}–${show(max)})`;

/** Prints a row for each entry, with these columns. */
export function printTable(title, entries, columns) {
  console.log(`\n${title}`);
  console.table(Object.fromEntries(Object.entries(entries).map(([name, entry]) => [name, columns(entry)])));
}

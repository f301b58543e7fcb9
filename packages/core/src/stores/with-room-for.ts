/** Returns an array of numbers with room for this index: the given one, or a copy of twice its length. */
export function withRoomFor<Numbers extends Int32Array | Float64Array>(
  index: number,
  numbers: Numbers,
): Numbers {
  if (index < numbers.length) return numbers;
  const larger = new (numbers.constructor as new (length: number) => Numbers)(2 * numbers.length);
  larger.set(numbers);
  return larger;
}

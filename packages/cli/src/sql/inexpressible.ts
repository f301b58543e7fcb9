/** A rule that a query over records cannot judge. */
export class Inexpressible extends Error {
  override readonly name = 'Inexpressible';
}

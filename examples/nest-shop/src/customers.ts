/** Somebody who may sign in. */
export interface Customer {
  name: string;
  email: string;
}

/** A real shop keeps a slow hash of the password, in a database. */
const customers = [{ name: 'Robin', email: 'robin@example.com', password: 'earl-grey' }];

/** The customer whom the body of a request names with the right password. The body is the client's: anything can be in it. */
export function findCustomer(body: unknown): Customer | undefined {
  const { email, password } = Object(body) as Record<string, unknown>;
  return customers.find((customer) => customer.email === email && customer.password === password);
}

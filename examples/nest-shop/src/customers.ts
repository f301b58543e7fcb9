/** Somebody who may sign in. */
export interface Customer {
  name: string;
  email: string;
}

/** A real shop keeps a slow hash of the password, in a database. */
const customers = [{ name: 'Robin', email: 'robin@example.com', password: 'earl-grey' }];

/**
 * Finds the customer whose e-mail address and password are in the body of a request. The client chose the body: it can
 * contain anything.
 */
export function findCustomer(body: unknown): Customer | undefined {
  const { email, password } = Object(body) as Record<string, unknown>;
  return customers.find((customer) => customer.email === email && customer.password === password);
}

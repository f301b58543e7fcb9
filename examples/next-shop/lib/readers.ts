/** A real shop keeps a slow hash of the password, in a database. */
const READERS = [{ name: 'Robin', email: 'robin@example.com', password: 'larks-and-owls' }];

/** Finds the reader whose address and password are in a form. The client chose the form: it can contain anything. */
export const findReader = (form: FormData) =>
  READERS.find(({ email, password }) => email === form.get('email') && password === form.get('password'));

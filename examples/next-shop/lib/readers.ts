/** A real shop keeps a slow hash of the password, in a database. */
const READERS = [{ name: 'Robin', email: 'robin@example.com', password: 'larks-and-owls' }];

/** The reader whom a form names with the right password. The form is the client's: anything can be in it. */
export const findReader = (form: FormData) =>
  READERS.find(({ email, password }) => email === form.get('email') && password === form.get('password'));

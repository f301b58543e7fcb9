/** The part that a submitter contributes to a submission: its name, its value, and `formaction` and the like. */
const CONTRIBUTES = /^(name|value|form.+)$/;

/**
 * Submits a form by its submitter. If the browser has no `requestSubmit`, a script of the page broke it, or the submitter is gone
 * by now, a button that stands in for it is clicked.
 */
export function submitForm(form: HTMLFormElement, submitter: HTMLElement | null): void {
  // Not the form's own methods: a field of such a name hides them there.
  const { prototype } = HTMLFormElement;
  try {
    // It refuses what is no button: one that is disabled by now would not count.
    prototype.requestSubmit.call(form, submitter?.matches(':disabled') ? form : submitter);
  } catch {
    const standIn = document.createElement('button');
    for (const { name, value } of submitter?.attributes ?? [])
      if (CONTRIBUTES.test(name)) standIn.setAttribute(name, value);
    // The page has heard the visitor's own click.
    standIn.onclick = (event) => event.stopPropagation();
    prototype.append.call(form, standIn);
    standIn.click();
    standIn.remove();
  }
}

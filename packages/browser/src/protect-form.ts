import type { IdentificationOptions } from './agent.js';
import { type Field, fieldsOf } from './fields.js';
import { createIdentifier } from './identifier.js';

/** How a form is protected. */
export interface ProtectFormOptions extends IdentificationOptions {
  /**
   * The name of the id's field, for a guard whose `eventFrom` names another.
   * @defaultValue `'eventId'`
   */
  name?: string;
}

/** On a form whose submission goes on now, for every helper that protects it. */
const GOES_ON = Symbol.for('fingerprint-guard.submission-goes-on');

/**
 * Identifies this browser whenever a form is submitted, and submits it with the event's id in a hidden field, and the
 * sealed result, if the agent gives one, in another: `sealedResult`. A field of such a name that the form has already is
 * filled. Whatever the agent does, the form is submitted: without an id if there is none in time. What was clicked counts
 * as ever, with its name and value and its `formaction`; who submits again meanwhile submits once.
 *
 * Other listeners on the form see one `submit` event, the one that goes on, with the fields filled. A script's
 * `form.submit()` sends no such event, and no id: it calls `form.requestSubmit()` instead.
 *
 * @returns a function that takes it back.
 * @throws TypeError if there is no form.
 * @example
 * ```ts
 * import { protectForm } from '@fingerprint-guard/browser';
 *
 * const undo = protectForm(document.querySelector('form'), { agent });
 * ```
 */
export function protectForm(form: HTMLFormElement | null, options: ProtectFormOptions): () => void {
  if (!form) throw new TypeError('protectForm: there is no form');
  const marked: { [GOES_ON]?: boolean } = form as object;
  const identify = createIdentifier(options);
  const added: HTMLInputElement[] = [];
  let isPending = false;

  const fill = ([name, value]: Field) => {
    let field = Array.from(form.elements as HTMLCollectionOf<HTMLInputElement>).find(
      (one) => one.name === name,
    );
    if (!field && value) {
      field = document.createElement('input');
      field.type = 'hidden';
      field.name = name;
      form.append(field);
      added.push(field);
    }
    if (field) field.value = value;
  };

  const onSubmit = async (event: SubmitEvent) => {
    if (marked[GOES_ON] || event.defaultPrevented) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (isPending) return;
    isPending = true;
    const reference = await identify();
    // An agent that fails at once fails while this event is still dispatched, and until then no other submission starts.
    await new Promise((resolve) => setTimeout(resolve));
    isPending = false;
    // Empty fields, too: after the back button they hold the id of the last submission.
    fieldsOf(reference, options.name).forEach(fill);
    marked[GOES_ON] = true;
    try {
      form.requestSubmit(event.submitter);
    } catch {
      // The button that was clicked is gone by now.
      form.requestSubmit();
    }
    delete marked[GOES_ON];
  };

  form.addEventListener('submit', onSubmit, true);
  return () => {
    form.removeEventListener('submit', onSubmit, true);
    for (const field of added) field.remove();
  };
}

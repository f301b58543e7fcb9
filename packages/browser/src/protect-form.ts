import type { IdentificationOptions } from './agent.js';
import { type Field, fieldsOf } from './fields.js';
import { createIdentifier } from './identifier.js';
import { submitForm } from './submit-form.js';

/** The options for protecting a form. */
export interface ProtectFormOptions extends IdentificationOptions {
  /**
   * The name of the field for the ID, for a guard whose `eventFrom` uses another name.
   * @defaultValue `'eventId'`
   */
  name?: string;
}

/** Marks a form whose submission is going on, for every helper that protects it. */
const GOES_ON = Symbol.for('fingerprint-guard.submitting');

/**
 * Identifies this browser whenever a form is submitted, and submits the form with the event ID in a hidden field. A sealed result,
 * if the agent provides one, goes into another field, `sealedResult`. If the form already has fields of these names, they are
 * filled. The form is submitted whatever the agent does: if there is no ID in time, it is submitted without one. The clicked button
 * counts as usual, with its name, value and `formaction`, even if it is gone by then. Submitting again meanwhile has no effect.
 *
 * Other listeners on the form see one `submit` event, with the fields filled. `form.submit()` in a script sends no such event and
 * no ID: call `form.requestSubmit()` instead.
 *
 * @returns a function that removes the protection.
 * @throws TypeError if the form is null, or `timeoutMs` is not a number of milliseconds.
 * @example
 * ```ts
 * import { protectForm } from '@fingerprint-guard/browser';
 *
 * const undo = protectForm(document.querySelector('form'), { agent });
 * ```
 */
export function protectForm(form: HTMLFormElement | null, options: ProtectFormOptions): () => void {
  if (!form) throw new TypeError('protectForm: no form');
  // Not the form's own methods: a field of such a name hides them there.
  const { prototype } = HTMLFormElement;
  const marked: { [GOES_ON]?: boolean } = form as object;
  const identify = createIdentifier(options);
  const added: HTMLInputElement[] = [];
  let isPending = false;

  const fill = ([name, value]: Field) => {
    const fields = [...Reflect.get(prototype, 'elements', form)] as HTMLInputElement[];
    let field = fields.find((one) => one.name === name && !one.matches(':disabled'));
    if (!field && value) {
      field = document.createElement('input');
      field.type = 'hidden';
      field.name = name;
      prototype.append.call(form, field);
      added.push(field);
    }
    if (field) field.value = value;
  };

  const onSubmit = async (event: Event) => {
    if (marked[GOES_ON] || event.defaultPrevented) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (isPending) return;
    isPending = true;
    const reference = await identify();
    // An agent that fails synchronously does so while this event is being dispatched, and until then no other
    // submission can start.
    await new Promise((resolve) => setTimeout(resolve));
    isPending = false;
    marked[GOES_ON] = true;
    try {
      // Empty values too: after the back button, the fields still hold the ID of the last submission.
      fieldsOf(reference, options.name).forEach(fill);
    } finally {
      submitForm(form, (event as SubmitEvent).submitter);
      delete marked[GOES_ON];
    }
  };

  prototype.addEventListener.call(form, 'submit', onSubmit, true);
  return () => {
    prototype.removeEventListener.call(form, 'submit', onSubmit, true);
    for (const field of added) field.remove();
  };
}

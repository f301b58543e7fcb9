/** The pause before an agent is asked again. Each old ID that it gives doubles the pause. */
export const MIN_PAUSE_MS = 5;

/** The longest pause, before the sixth and last question. */
export const MAX_PAUSE_MS = 160;

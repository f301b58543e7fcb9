import type { Action } from '@fingerprint-guard/core';
import { element } from './element.js';
import { ACTION_WORDS } from './words.js';

/** What a decision concludes, as a coloured word. One that stopped nothing is only outlined. */
export function actionBadge(action: Action, stopped = action !== 'allow'): HTMLElement {
  const badge = element('span', { class: 'badge' });
  showAction(badge, action, stopped);
  return badge;
}

export function showAction(badge: HTMLElement, action: Action, stopped: boolean): void {
  badge.dataset.action = action;
  badge.toggleAttribute('data-hollow', action !== 'allow' && !stopped);
  badge.textContent = ACTION_WORDS[action];
}

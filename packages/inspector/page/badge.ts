import type { Action } from '@fingerprint-guard/core';
import { element } from './element.js';
import { ACTION_WORDS } from './words.js';

/** The action of a decision as a coloured word; only outlined if it blocked nothing. */
export function actionBadge(action: Action, blocked = action !== 'allow'): HTMLElement {
  const badge = element('span', { class: 'badge' });
  showAction(badge, action, blocked);
  return badge;
}

export function showAction(badge: HTMLElement, action: Action, blocked: boolean): void {
  badge.dataset.action = action;
  badge.toggleAttribute('data-hollow', action !== 'allow' && !blocked);
  badge.textContent = ACTION_WORDS[action];
}

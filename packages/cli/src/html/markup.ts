import { printable } from '../text/words.js';

/** HTML that can go into a page unescaped. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type Content = Markup | string | number | readonly Markup[];

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Builds HTML: every inserted value is escaped, unless it is {@link Markup} itself. */
export function html(parts: TemplateStringsArray, ...contents: readonly Content[]): Markup {
  const text = parts.reduce((sum, part, index) => `${sum}${written(contents[index - 1] ?? '')}${part}`);
  return new Markup(text);
}

function written(content: Content): string {
  if (content instanceof Markup) return content.text;
  if (Array.isArray(content)) return content.map(({ text }: Markup) => text).join('\n');
  return printable(String(content)).replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}

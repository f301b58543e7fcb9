/** True if a string can be the ID of an event or a visitor: by its characters and its length, nothing more. */
export const isId = (text: string): boolean => /^[\w.-]{1,64}$/.test(text) && !/^\.+$/.test(text);

/** Lets all promises advance that can, without any other event. */
export const promises = () => new Promise<void>((resolve) => process.nextTick(resolve));

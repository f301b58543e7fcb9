const LOOPBACK = /^(localhost|.*\.localhost|127\..*|\[::1\])$/;

/** True for an address of this machine alone, where an emulator is. */
export const isLoopback = ({ hostname }: URL): boolean => LOOPBACK.test(hostname);

const LOOPBACK = /^(localhost|.*\.localhost|127\..*|\[::1\])$/;

/** True for an address that only this machine can reach, as an emulator has. */
export const isLoopback = ({ hostname }: URL): boolean => LOOPBACK.test(hostname);

export type { RateLimit } from './api/rate-limit.js';
export type { Region } from './api/region.js';
export { EmulatorError } from './emulator-error.js';
export type { CreatedEvent } from './emulator-state.js';
export { type ScenarioName, scenarioNames } from './events/scenarios.js';
export type { Fault } from './faults/fault.js';
export type { EmulatorOptions } from './options.js';
export type { LoggedRequest } from './request-log.js';
export { type Emulator, type EventOverrides, startEmulator } from './start-emulator.js';

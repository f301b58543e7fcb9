import type { EmulatorState } from '../../emulator-state.js';
import type { Answer } from '../../http/answer.js';
import { deleteVisitor as forget } from '../delete-visitor.js';
import { V4_ERRORS } from '../errors.js';
import type { ApiCall } from '../route.js';

/** `DELETE /v4/visitors/{visitor_id}`. */
export const deleteVisitor = (call: ApiCall, state: EmulatorState): Answer => forget(call, state, V4_ERRORS);

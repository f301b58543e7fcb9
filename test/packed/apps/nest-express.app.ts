import { ExpressAdapter } from '@nestjs/platform-express';
import { startNest } from './nest.js';

export const url = startNest(new ExpressAdapter());

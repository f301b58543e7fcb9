import { ExpressAdapter } from '@nestjs/platform-express';
import { startNest } from './nest.js';

startNest(new ExpressAdapter());

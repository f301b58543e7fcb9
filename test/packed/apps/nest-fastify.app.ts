import { FastifyAdapter } from '@nestjs/platform-fastify';
import { startNest } from './nest.js';

startNest(new FastifyAdapter());

import { FastifyAdapter } from '@nestjs/platform-fastify';
import { startNest } from './nest.js';

export const url = startNest(new FastifyAdapter());

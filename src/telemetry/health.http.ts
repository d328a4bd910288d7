import { Controller, Get, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Readings, standingOf } from './readings.js';
import { Telemetry } from './telemetry.js';

/** For whoever starts the service and sends it requests: open to all, and nothing personal. */
@Controller('health')
export class HealthController {
  constructor(
    private readonly readings: Readings,
    private readonly telemetry: Telemetry,
  ) {}

  /** The process answers: that is all it says. */
  @Get('live')
  live(@Res() reply: FastifyReply): FastifyReply {
    return reply.header('cache-control', 'no-store').send({ status: 'ok' });
  }

  /** Whether requests should be sent here. */
  @Get('ready')
  async ready(@Res() reply: FastifyReply): Promise<FastifyReply> {
    const reading = await this.readings.take();
    const status = this.telemetry.stage === 'serving' ? standingOf(reading) : 'ending';
    const isReady = status === 'ok' || status === 'degraded';
    return reply
      .status(isReady ? 200 : 503)
      .header('cache-control', 'no-store')
      .send({ status, ...reading });
  }
}

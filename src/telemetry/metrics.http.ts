import { Controller, Get, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Readings } from './readings.js';
import { Telemetry } from './telemetry.js';

/** For Prometheus: counts and codes of the house's own, open to whoever reaches the port. */
@Controller('metrics')
export class MetricsController {
  constructor(
    private readonly readings: Readings,
    private readonly telemetry: Telemetry,
  ) {}

  @Get()
  async metrics(@Res() reply: FastifyReply): Promise<FastifyReply> {
    const { type, text } = await this.telemetry.metrics.show(await this.readings.take());
    return reply.type(type).header('cache-control', 'no-store').send(text);
  }
}

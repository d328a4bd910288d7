import { Module } from '@nestjs/common';
import { monitoringHandlers } from '../monitoring/monitoring.commands.js';
import { mitraHandlers } from './mitra.commands.js';

@Module({ providers: [...mitraHandlers, ...monitoringHandlers] })
export class MitraModule {}

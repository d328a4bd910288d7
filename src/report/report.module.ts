import { Module } from '@nestjs/common';
import { reportHandlers } from './report.commands.js';

@Module({ providers: reportHandlers })
export class ReportModule {}

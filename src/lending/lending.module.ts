import { Module } from '@nestjs/common';
import { loanHandlers } from './loan.commands.js';

@Module({ providers: loanHandlers })
export class LendingModule {}

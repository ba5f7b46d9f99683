-- Streams that are announced for a later time. A value of its own migration: none can be used in the transaction that adds it.
ALTER TYPE "stream_state" ADD VALUE IF NOT EXISTS 'SCHEDULED' BEFORE 'IDLE';

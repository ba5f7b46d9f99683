-- Streams for those who follow the host. A value of its own migration: none can be used in the transaction that adds it.
ALTER TYPE "stream_visibility" ADD VALUE IF NOT EXISTS 'FOLLOWERS' BEFORE 'FRIENDS';

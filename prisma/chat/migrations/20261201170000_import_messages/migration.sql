-- Up to this sequence the messages came by an import: they are history, and not delivered to subscriptions.
ALTER TABLE "conversation" ADD COLUMN "imported_sequence" BIGINT NOT NULL DEFAULT 0;

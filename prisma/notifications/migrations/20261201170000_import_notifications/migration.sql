-- Up to this sequence the notifications came by an import: they are history, and not delivered to subscriptions.
ALTER TABLE "inbox_head" ADD COLUMN "imported_sequence" INTEGER NOT NULL DEFAULT 0;

ALTER TABLE "ledger_transaction" VALIDATE CONSTRAINT "ledger_transaction_kind_check";

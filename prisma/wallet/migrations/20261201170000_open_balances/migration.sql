-- What a person had in a system that was moved here is posted as the opening of their account.
-- @locks the rows hold by the constraint before; no row is read
ALTER TABLE "ledger_transaction" DROP CONSTRAINT "ledger_transaction_kind_check";
ALTER TABLE "ledger_transaction" ADD CONSTRAINT "ledger_transaction_kind_check"
    CHECK ("kind" IN ('TRANSFER', 'DEPOSIT', 'WITHDRAWAL', 'PAYMENT', 'REFUND', 'DISPUTE', 'CAPTURE', 'MOVE', 'REVERSAL', 'ADJUSTMENT', 'OPENING')) NOT VALID;

-- What an account had there, also when that was nothing: so an import that is repeated finds it.
CREATE TABLE "opening_balance" (
    "id" TEXT NOT NULL,
    "account_id" TEXT NOT NULL,
    "amount" BIGINT NOT NULL,
    "opened_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "opening_balance_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "opening_balance_amount_check" CHECK ("amount" >= 0)
);
CREATE INDEX "opening_balance_account_id_idx" ON "opening_balance"("account_id");

-- Default privileges gave the domain's role all rights to it.
DO $$
DECLARE
    domain_role TEXT;
BEGIN
    FOR domain_role IN
        SELECT DISTINCT grantee FROM information_schema.role_table_grants
        WHERE table_schema = current_schema() AND table_name = 'opening_balance' AND grantee <> current_user
    LOOP
        EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON opening_balance FROM %I', domain_role);
    END LOOP;
END
$$;

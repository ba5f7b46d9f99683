CREATE TABLE "account" (
    "id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "name" TEXT NOT NULL DEFAULT '',
    "owner_id" TEXT,
    "currency" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'OPEN',
    "posted" BIGINT NOT NULL DEFAULT 0,
    "held" BIGINT NOT NULL DEFAULT 0,
    "live_holds" INTEGER NOT NULL DEFAULT 0,
    "sequence" BIGINT NOT NULL DEFAULT 0,
    "spent_on" DATE,
    "spent" BIGINT NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "account_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "account_kind_check" CHECK ("kind" IN ('USER', 'EXTERNAL', 'ESCROW', 'FEES', 'REVENUE', 'GIFTS', 'LOSSES', 'PAYOUT_CLEARING')),
    CONSTRAINT "account_state_check" CHECK ("state" IN ('OPEN', 'FROZEN', 'CLOSED')),
    CONSTRAINT "account_currency_check" CHECK ("currency" ~ '^[A-Z]{3}$'),
    CONSTRAINT "account_held_check" CHECK ("held" >= 0 AND ("live_holds" > 0 OR "held" = 0)),
    CONSTRAINT "account_live_holds_check" CHECK ("live_holds" BETWEEN 0 AND 10000),
    -- Money that is not there cannot leave, and what is reserved cannot be spent a second time.
    CONSTRAINT "account_available_check" CHECK ("posted" - "held" >= 0),
    -- Accounts of the platform have no stored balance, so that no row is a queue of all payments.
    CONSTRAINT "account_system_check" CHECK ("kind" = 'USER' OR ("posted" = 0 AND "live_holds" = 0 AND "owner_id" IS NULL AND "state" = 'OPEN'))
);
CREATE INDEX "account_owner_id_idx" ON "account"("owner_id");
CREATE UNIQUE INDEX "account_owner_key" ON "account"("owner_id", "currency") WHERE "owner_id" IS NOT NULL;
CREATE UNIQUE INDEX "account_system_key" ON "account"("kind", "name", "currency") WHERE "kind" <> 'USER';

CREATE TABLE "ledger_transaction" (
    "id" TEXT NOT NULL,
    "number" BIGSERIAL NOT NULL,
    "kind" TEXT NOT NULL,
    "currency" TEXT NOT NULL,
    "amount" BIGINT NOT NULL,
    "reversed" BIGINT NOT NULL DEFAULT 0,
    "memo" TEXT,
    "reference_type" TEXT,
    "reference_id" TEXT,
    "reverses_id" TEXT,
    "effect_key" TEXT,
    "actor_id" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "ledger_transaction_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "ledger_transaction_kind_check" CHECK ("kind" IN ('TRANSFER', 'DEPOSIT', 'WITHDRAWAL', 'PAYMENT', 'REFUND', 'DISPUTE', 'CAPTURE', 'MOVE', 'REVERSAL', 'ADJUSTMENT')),
    CONSTRAINT "ledger_transaction_amount_check" CHECK ("amount" > 0),
    -- Two reversals at the same time cannot give back more than was moved.
    CONSTRAINT "ledger_transaction_reversed_check" CHECK ("reversed" BETWEEN 0 AND "amount"),
    -- A reversal is final.
    CONSTRAINT "ledger_transaction_reversal_check" CHECK ("reverses_id" IS NULL OR "reversed" = 0)
);
CREATE UNIQUE INDEX "ledger_transaction_number_key" ON "ledger_transaction"("number");
CREATE UNIQUE INDEX "ledger_transaction_effect_key_key" ON "ledger_transaction"("effect_key");
CREATE INDEX "ledger_transaction_reference_type_reference_id_idx" ON "ledger_transaction"("reference_type", "reference_id");
CREATE INDEX "ledger_transaction_reverses_id_idx" ON "ledger_transaction"("reverses_id");
CREATE INDEX "ledger_transaction_created_at_idx" ON "ledger_transaction"("created_at");

CREATE TABLE "posting" (
    "transaction_id" TEXT NOT NULL,
    "account_id" TEXT NOT NULL,
    "amount" BIGINT NOT NULL,
    "currency" TEXT NOT NULL,
    "sequence" BIGINT,
    "balance_after" BIGINT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "posting_pkey" PRIMARY KEY ("transaction_id", "account_id"),
    CONSTRAINT "posting_amount_check" CHECK ("amount" <> 0),
    CONSTRAINT "posting_sequence_check" CHECK (("sequence" IS NULL) = ("balance_after" IS NULL))
);
CREATE UNIQUE INDEX "posting_account_id_sequence_key" ON "posting"("account_id", "sequence");
CREATE INDEX "posting_account_id_transaction_id_idx" ON "posting"("account_id", "transaction_id");

CREATE TABLE "balance_change" (
    "account_id" TEXT NOT NULL,
    "sequence" BIGINT NOT NULL,
    "transaction_id" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "balance_change_pkey" PRIMARY KEY ("account_id", "sequence")
);
CREATE INDEX "balance_change_created_at_idx" ON "balance_change"("created_at");

CREATE TABLE "hold" (
    "id" TEXT NOT NULL,
    "account_id" TEXT NOT NULL,
    "amount" BIGINT NOT NULL,
    "captured" BIGINT NOT NULL DEFAULT 0,
    "state" TEXT NOT NULL DEFAULT 'LIVE',
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "reference_type" TEXT,
    "reference_id" TEXT,
    "domain" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "settled_at" TIMESTAMPTZ(3),

    CONSTRAINT "hold_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "hold_state_check" CHECK ("state" IN ('LIVE', 'CAPTURED', 'RELEASED', 'EXPIRED')),
    CONSTRAINT "hold_amount_check" CHECK ("amount" > 0),
    CONSTRAINT "hold_captured_check" CHECK ("captured" BETWEEN 0 AND "amount"),
    CONSTRAINT "hold_settled_check" CHECK (("state" = 'LIVE') = ("settled_at" IS NULL))
);
CREATE INDEX "hold_account_id_id_idx" ON "hold"("account_id", "id");
CREATE INDEX "hold_reference_type_reference_id_idx" ON "hold"("reference_type", "reference_id");
CREATE INDEX "hold_live_idx" ON "hold"("account_id") WHERE "state" = 'LIVE';
CREATE INDEX "hold_due_idx" ON "hold"("expires_at") WHERE "state" = 'LIVE';

CREATE TABLE "deposit" (
    "id" TEXT NOT NULL,
    "account_id" TEXT NOT NULL,
    "amount" BIGINT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'PENDING',
    "payment_id" TEXT,
    "transaction_id" TEXT,
    "failure_code" TEXT,
    "payment_method_id" TEXT,
    "return_url" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "deposit_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "deposit_state_check" CHECK ("state" IN ('PENDING', 'SUCCEEDED', 'FAILED', 'CANCELLED')),
    CONSTRAINT "deposit_amount_check" CHECK ("amount" > 0),
    -- Nothing is credited before the provider says so, and what is credited has its transaction.
    CONSTRAINT "deposit_credited_check" CHECK (("state" = 'SUCCEEDED') = ("transaction_id" IS NOT NULL))
);
CREATE UNIQUE INDEX "deposit_payment_id_key" ON "deposit"("payment_id");
CREATE INDEX "deposit_account_id_id_idx" ON "deposit"("account_id", "id");

CREATE TABLE "withdrawal" (
    "id" TEXT NOT NULL,
    "account_id" TEXT NOT NULL,
    "amount" BIGINT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'REQUESTED',
    "payout_method_id" TEXT NOT NULL,
    "hold_id" TEXT NOT NULL,
    "payout_id" TEXT,
    "failure_code" TEXT,
    "arrival_date" DATE,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "withdrawal_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "withdrawal_state_check" CHECK ("state" IN ('REQUESTED', 'SUBMITTED', 'PAID', 'FAILED', 'CANCELLED')),
    CONSTRAINT "withdrawal_amount_check" CHECK ("amount" > 0)
);
CREATE UNIQUE INDEX "withdrawal_hold_id_key" ON "withdrawal"("hold_id");
CREATE UNIQUE INDEX "withdrawal_payout_id_key" ON "withdrawal"("payout_id");
CREATE INDEX "withdrawal_account_id_id_idx" ON "withdrawal"("account_id", "id");

CREATE TABLE "received_payment" (
    "payment_id" TEXT NOT NULL,
    "reference_type" TEXT,
    "reference_id" TEXT,
    "amount" BIGINT NOT NULL,
    "currency" TEXT NOT NULL,
    "provider" TEXT NOT NULL,
    "booked_account_id" TEXT,
    "transaction_id" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "booked_at" TIMESTAMPTZ(3),

    CONSTRAINT "received_payment_pkey" PRIMARY KEY ("payment_id"),
    CONSTRAINT "received_payment_amount_check" CHECK ("amount" > 0),
    CONSTRAINT "received_payment_booked_check" CHECK (("booked_account_id" IS NULL) = ("transaction_id" IS NULL))
);
CREATE INDEX "received_payment_reference_type_reference_id_idx" ON "received_payment"("reference_type", "reference_id");

CREATE TABLE "money_request" (
    "id" TEXT NOT NULL,
    "requester_id" TEXT NOT NULL,
    "payer_id" TEXT NOT NULL,
    "amount" BIGINT NOT NULL,
    "currency" TEXT NOT NULL,
    "memo" TEXT,
    "state" TEXT NOT NULL DEFAULT 'PENDING',
    "transaction_id" TEXT,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "settled_at" TIMESTAMPTZ(3),

    CONSTRAINT "money_request_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "money_request_state_check" CHECK ("state" IN ('PENDING', 'PAID', 'DECLINED', 'CANCELLED', 'EXPIRED')),
    CONSTRAINT "money_request_amount_check" CHECK ("amount" > 0),
    CONSTRAINT "money_request_paid_check" CHECK (("state" = 'PAID') = ("transaction_id" IS NOT NULL))
);
CREATE INDEX "money_request_requester_id_id_idx" ON "money_request"("requester_id", "id");
CREATE INDEX "money_request_payer_id_id_idx" ON "money_request"("payer_id", "id");

CREATE TABLE "ledger_adjustment" (
    "id" TEXT NOT NULL,
    "currency" TEXT NOT NULL,
    "postings" JSONB NOT NULL,
    "reason" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'PENDING',
    "requester_id" TEXT NOT NULL,
    "approver_id" TEXT,
    "transaction_id" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "approved_at" TIMESTAMPTZ(3),

    CONSTRAINT "ledger_adjustment_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "ledger_adjustment_state_check" CHECK ("state" IN ('PENDING', 'APPROVED')),
    -- Two people: whoever asks for an adjustment does not approve it.
    CONSTRAINT "ledger_adjustment_approver_check" CHECK ("approver_id" <> "requester_id"),
    CONSTRAINT "ledger_adjustment_approved_check" CHECK (("state" = 'APPROVED') = ("approver_id" IS NOT NULL AND "transaction_id" IS NOT NULL))
);
CREATE INDEX "ledger_adjustment_state_id_idx" ON "ledger_adjustment"("state", "id");

-- Functions look at the tables of this schema, whatever the search path of who posts is.
-- What is in the books stays there: for the domain's role by its rights, for the owner of the tables by this trigger.
CREATE FUNCTION "refuse_change"() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'Rows of % are not changed or deleted.', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER "posting_is_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "posting"
    FOR EACH STATEMENT EXECUTE FUNCTION "refuse_change"();
CREATE TRIGGER "ledger_transaction_is_kept" BEFORE DELETE OR TRUNCATE ON "ledger_transaction"
    FOR EACH STATEMENT EXECUTE FUNCTION "refuse_change"();
CREATE TRIGGER "ledger_transaction_is_fixed" BEFORE UPDATE OF "id", "number", "kind", "currency", "amount", "reference_type", "reference_id", "reverses_id", "effect_key", "created_at" ON "ledger_transaction"
    FOR EACH STATEMENT EXECUTE FUNCTION "refuse_change"();
CREATE TRIGGER "account_is_kept" BEFORE DELETE OR TRUNCATE ON "account"
    FOR EACH STATEMENT EXECUTE FUNCTION "refuse_change"();
CREATE TRIGGER "account_is_fixed" BEFORE UPDATE OF "id", "kind", "name", "currency", "created_at" ON "account"
    FOR EACH STATEMENT EXECUTE FUNCTION "refuse_change"();

-- Platform accounts: each posting is a change of an exact count, which a job folds (`counter`, `counter_change`).
CREATE FUNCTION "count_system_posting"() RETURNS TRIGGER LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    INSERT INTO counter_change (name, subject, delta) VALUES ('balance', NEW.account_id, NEW.amount);
    RETURN NULL;
END
$$;
CREATE TRIGGER "posting_is_counted" AFTER INSERT ON "posting"
    FOR EACH ROW WHEN (NEW."sequence" IS NULL) EXECUTE FUNCTION "count_system_posting"();

-- At commit: postings of a transaction add up to 0, in its currency and those of its accounts; each continues the balance of
-- its account; and what the platform's accounts have cannot fall below 0 where it is not the outside or a loss.
CREATE FUNCTION "check_posting"() RETURNS TRIGGER LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
    is_sound BOOLEAN;
    before BIGINT;
    of_account RECORD;
BEGIN
    SELECT count(*) >= 2 AND sum(p.amount) = 0 AND bool_and(p.currency = t.currency)
        AND sum(p.amount) FILTER (WHERE p.amount > 0) = min(t.amount)
    INTO is_sound
    FROM posting AS p JOIN ledger_transaction AS t ON t.id = p.transaction_id WHERE p.transaction_id = NEW.transaction_id;
    IF is_sound IS NOT TRUE THEN
        RAISE EXCEPTION 'The postings of % do not add up to 0.', NEW.transaction_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'posting_is_balanced';
    END IF;
    SELECT kind, currency INTO of_account FROM account WHERE id = NEW.account_id;
    IF of_account.currency IS DISTINCT FROM NEW.currency OR (of_account.kind = 'USER') <> (NEW.sequence IS NOT NULL) THEN
        RAISE EXCEPTION 'A posting of % does not fit its account %.', NEW.transaction_id, NEW.account_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'posting_fits_account';
    END IF;
    IF NEW.sequence IS NOT NULL THEN
        SELECT balance_after INTO before FROM posting
        WHERE account_id = NEW.account_id AND sequence < NEW.sequence ORDER BY sequence DESC LIMIT 1;
        IF NEW.balance_after <> coalesce(before, 0) + NEW.amount THEN
            RAISE EXCEPTION 'A posting of % does not continue the balance of %.', NEW.transaction_id, NEW.account_id
                USING ERRCODE = 'check_violation', CONSTRAINT = 'posting_continues_balance';
        END IF;
    ELSIF NEW.amount < 0 AND of_account.kind NOT IN ('EXTERNAL', 'LOSSES') THEN
        PERFORM pg_advisory_xact_lock(hashtextextended(NEW.account_id, 0));
        SELECT coalesce((SELECT value FROM counter WHERE name = 'balance' AND subject = NEW.account_id), 0)
            + coalesce((SELECT sum(delta) FROM counter_change WHERE name = 'balance' AND subject = NEW.account_id), 0)
        INTO before;
        IF before < 0 THEN
            RAISE EXCEPTION 'The account % of the platform does not have enough.', NEW.account_id
                USING ERRCODE = 'check_violation', CONSTRAINT = 'system_account_available';
        END IF;
    END IF;
    RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER "posting_is_sound" AFTER INSERT ON "posting"
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION "check_posting"();

-- At commit: the stored balance of an account is that of its newest posting.
CREATE FUNCTION "check_balance"() RETURNS TRIGGER LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    IF (SELECT posted FROM account WHERE id = NEW.id) <> coalesce((
        SELECT balance_after FROM posting WHERE account_id = NEW.id AND sequence IS NOT NULL ORDER BY sequence DESC LIMIT 1), 0)
    THEN
        RAISE EXCEPTION 'The balance of % is not the sum of its postings.', NEW.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'account_equals_postings';
    END IF;
    RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER "account_is_sound" AFTER INSERT OR UPDATE OF "posted" ON "account"
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW."kind" = 'USER') EXECUTE FUNCTION "check_balance"();

-- Default privileges gave the domain's role all rights to these tables.
DO $$
DECLARE
    domain_role TEXT;
BEGIN
    FOR domain_role IN
        SELECT DISTINCT grantee FROM information_schema.role_table_grants
        WHERE table_schema = current_schema() AND table_name = 'posting' AND grantee <> current_user
    LOOP
        EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON posting FROM %I', domain_role);
        EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON ledger_transaction FROM %I', domain_role);
        EXECUTE format('GRANT UPDATE (memo, actor_id, reversed) ON ledger_transaction TO %I', domain_role);
        EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON account FROM %I', domain_role);
        EXECUTE format('GRANT UPDATE (owner_id, state, posted, held, live_holds, sequence, spent_on, spent) ON account TO %I', domain_role);
        EXECUTE format('REVOKE DELETE, TRUNCATE ON hold, deposit, withdrawal, received_payment, ledger_adjustment FROM %I', domain_role);
    END LOOP;
END
$$;

-- What a person has caused is found when they delete their account.
CREATE INDEX "notification_actor_id_idx" ON "notification"("actor_id");

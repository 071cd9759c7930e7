-- How often one address was invited into one course lately: withdrawing and inviting again sends another mail.
create index course_invitations_address on course_invitations (course_id, email_hash, created_at);

-- A module may be an image, as it may be a document.
alter table course_modules drop constraint course_modules_content_type_check;
alter table course_modules add constraint course_modules_content_type_check
  check (content_type in ('text', 'video', 'document', 'image', 'quiz', 'exam'));

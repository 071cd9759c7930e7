-- A file is registered once, under the path by which the program finds it.
create unique index content_files_path on content_files (file_path);

-- For compose.yaml: the login of the service, which may do what the role of reading may and nothing else.
CREATE ROLE kharita_reader NOLOGIN;
CREATE ROLE kharita_service LOGIN PASSWORD 'kharita' IN ROLE kharita_reader;

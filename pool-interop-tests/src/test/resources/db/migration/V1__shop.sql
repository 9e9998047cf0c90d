create table customer (id bigint generated always as identity primary key, name text not null);
create table audit (what text not null, at timestamp not null);

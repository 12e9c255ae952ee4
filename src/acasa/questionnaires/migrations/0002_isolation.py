from django.db import migrations
from django.db.migrations.operations import RunSQL

from acasa.core.db import composite_key, composite_reference, row_level_security

TABLES = ["questionnaires_form", "questionnaires_formversion", "questionnaires_formmedia"]

# A published version is what people answered: it may be retired, never changed or removed, nor may its files.
FROZEN = """
create function questionnaires_version_stays() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' then
        if old.state <> 'draft' then raise exception 'a published questionnaire stays'; end if;
        return old;
    end if;
    if old.state <> 'draft' and (
        new.content is distinct from old.content or new.xml is distinct from old.xml
        or new.version is distinct from old.version or new.form_ref is distinct from old.form_ref
        or new.number is distinct from old.number or new.org_id is distinct from old.org_id
        or new.state = 'draft' or (old.state = 'retired' and new.state <> 'retired')
    ) then raise exception 'a published questionnaire stays'; end if;
    return new;
end $$;
create trigger version_stays before update or delete on questionnaires_formversion
    for each row execute function questionnaires_version_stays();
create function questionnaires_media_stay() returns trigger language plpgsql as $$
declare the_state text;
begin
    select state into the_state from questionnaires_formversion
        where id = case when tg_op = 'INSERT' then new.version_ref else old.version_ref end;
    if the_state is not null and the_state <> 'draft' then
        raise exception 'files of a published questionnaire stay';
    end if;
    return case when tg_op = 'DELETE' then old else new end;
end $$;
create trigger media_stay before insert or update or delete on questionnaires_formmedia
    for each row execute function questionnaires_media_stay();
"""
THAWED = """
drop trigger media_stay on questionnaires_formmedia;
drop function questionnaires_media_stay();
drop trigger version_stays on questionnaires_formversion;
drop function questionnaires_version_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("questionnaires", "0001_initial"), ("people", "0002_isolation")]

    operations = [
        *composite_key(*TABLES),
        composite_reference("questionnaires_formversion", "form_ref", "questionnaires_form"),
        composite_reference("questionnaires_formversion", "made_by", "people_user"),
        composite_reference("questionnaires_formmedia", "version_ref", "questionnaires_formversion"),
        *row_level_security(*TABLES),
        RunSQL(FROZEN, THAWED),
    ]

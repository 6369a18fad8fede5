"""The basic section: what a person sends and reads."""

from marshmallow import Schema

from contracts.schemas.collection.parts import DraftBody, filled_in, maybe
from contracts.schemas.fields import Address, DictCode, Email, IdRef, PlaceCode


class BasicBody(DraftBody):
    """The basic section; it replaces the one saved before."""

    photo_id = IdRef(**filled_in("标准证件照片的附件编号（photo）"))
    id_portrait_id = IdRef(**filled_in("证件人像面的附件编号（id_portrait）"))
    id_reverse_id = IdRef(**filled_in("证件非人像面的附件编号（id_reverse）"))
    residence_permit_id = IdRef(**filled_in("居住证的附件编号（residence_permit），按须知上传"))
    ethnicity = DictCode("ethnicity", **filled_in("民族代码", "01"))
    political_status = DictCode("political_status", **filled_in("政治面貌代码", "13"))
    email = Email(**filled_in("电子邮箱，选填；可用中文域名", "kuaiji@example.org"))
    postal_address = Address(min=5, max=200, **filled_in("通讯地址", "北京市海淀区中关村大街1号"))
    household_region = PlaceCode(**filled_in("户籍所在地区划代码", "110108"))
    residence_region = PlaceCode(**filled_in("居住地区划代码", "110108"))


class BasicAnswer(Schema):
    """The basic section as it is saved."""

    photo_id = maybe("标准证件照片的附件编号")
    id_portrait_id = maybe("证件人像面的附件编号")
    id_reverse_id = maybe("证件非人像面的附件编号")
    residence_permit_id = maybe("居住证的附件编号")
    ethnicity = maybe("民族代码", "01")
    political_status = maybe("政治面貌代码", "13")
    email = maybe("电子邮箱", "kuaiji@example.org")
    postal_address = maybe("通讯地址", "北京市海淀区中关村大街1号")
    household_region = maybe("户籍所在地区划代码", "110108")
    residence_region = maybe("居住地区划代码", "110108")

"""Codes of uploads and of the files that a form refers to."""

CODES: dict[str, str] = {
    "attachment.kind_unknown": "不支持的附件类型",
    "attachment.kind_mismatch": "该附件不是此处要求的材料，请在对应位置重新上传",
    "attachment.not_found": "未找到该附件，可能已超过 24 小时未使用被清理，请重新上传",
    "attachment.empty": "文件内容为空，请重新选择文件",
    "attachment.type": "文件格式不符合要求",
    "attachment.too_small": "文件过小，请上传更清晰的原图",
    "attachment.too_large": "文件过大，请压缩后重新上传",
    "attachment.too_few_pixels": "图片尺寸过小，请上传更清晰的原图",
    "attachment.unreadable": "图片已损坏或无法打开，请用看图软件另存后重新上传",
    "attachment.pdf_encrypted": "PDF 文件已加密，请去除密码后重新上传",
    "attachment.pdf_scripted": "PDF 文件含有脚本或内嵌文件，请打印为普通 PDF 后重新上传",
    "attachment.pdf_unreadable": "PDF 文件已损坏或无法打开，请重新导出后上传",
    "attachment.infected": "文件中发现病毒，请在本机查杀后换用安全的文件上传",
    "attachment.scanner_unavailable": "文件安全检查暂时不可用，请稍后重新上传",
    "attachment.too_costly": "文件未能在限定时间内检查完毕，请用看图软件另存或打印为普通 PDF 后重新上传",
    "attachment.too_many_at_once": "您同时上传的文件过多，请等前面的文件上传完成，{wait}再试",
    "attachment.staging_full": "您已上传但尚未提交的文件过多，请先提交表单、删除不用的文件，或于 24 小时后再上传",
    "attachment.aspect_unusual": "照片的宽高比与标准证件照（约 5:7）相差较大，可能被退回，建议裁剪后重新上传",
}

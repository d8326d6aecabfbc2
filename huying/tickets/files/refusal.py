"""Why a file was not taken: data for the page, the API and the message to the citizen."""

REASONS = {
    "empty": ("文件是空的", "The file is empty"),
    "too_big": (
        "文件超过 {limit} MB，请压缩或分开上传",
        "The file is larger than {limit} MB; please compress or split it",
    ),
    "kind": (
        "不支持这种文件（{seen}）。可上传图片、PDF、Word、Excel、文本、录音和视频",
        "This kind of file ({seen}) is not accepted. Send pictures, PDF, Word, Excel, text, sound or video",
    ),
    "heic": (
        "暂不支持 HEIC 照片，请在手机相机设置中选择“兼容性最佳”，或另存为 JPEG 后上传",
        "HEIC photos are not supported; choose “Most Compatible” in the camera settings or save as JPEG",
    ),
    "active": ("文件含有可执行内容，不能上传", "The file contains active content and cannot be uploaded"),
    "macro": (
        "文件含有宏，请另存为不含宏的文档后上传",
        "The document contains macros; save it without macros and try again",
    ),
    "locked": (
        "文件有密码保护，无法检查，请去掉密码后上传",
        "The file is protected by a password and cannot be checked",
    ),
    "bomb": ("文件解压后过大，不能上传", "The file would unpack to an unreasonable size"),
    "pixels": ("图片像素过大，请缩小后上传", "The picture has too many pixels; please scale it down"),
    "broken": ("文件已损坏或不完整，请重新上传", "The file is damaged or incomplete; please upload it again"),
    "virus": ("文件未通过病毒检查，不能上传", "The file did not pass the virus check"),
    "many": ("上传的文件过多，每件最多 {most} 个", "Too many files; at most {most} for one request"),
}


class FileRefused(Exception):
    """A file that is not taken: `code` is a key of REASONS, `zh` and `en` are sentences for the sender."""

    def __init__(self, code: str, **facts: object) -> None:
        zh, en = REASONS[code]
        self.code = code
        self.zh = zh.format(**facts)
        self.en = en.format(**facts)
        super().__init__(f"{code}: {self.en}")

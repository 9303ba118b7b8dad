"""What the API's schema says of every operation alike: the shape of refusals."""

from typing import Any

REFUSAL = {
    "type": "object",
    "description": "每种拒绝都是这一形式",
    "properties": {
        "detail": {"type": "string", "description": "哪里不对、怎样改正，一句话"},
        "fields": {
            "type": "object",
            "description": "逐项的问题；与单个字段无关的为空",
            "additionalProperties": {"type": "array", "items": {"type": "string"}},
        },
        "reference": {"type": "string", "description": "编号，报修时提供"},
    },
    "required": ["detail", "fields", "reference"],
    "additionalProperties": False,
}
SAID = {
    "400": "填写有误",
    "401": "未登录，或令牌无效",
    "403": "没有此项权限",
    "404": "没有找到，或不在范围内",
    "406": "只能以 JSON 回答",
    "409": "规则不允许",
    "413": "内容过大",
    "415": "内容类型不受支持",
    "429": "请求过于频繁",
}
OF_WRITING = {"409", "413", "415"}


def add_refusals(result: dict[str, Any], generator: Any, request: Any, public: bool) -> Any:
    """Say of every operation how it may refuse (a postprocessing hook of drf-spectacular)."""
    result["components"]["schemas"]["Refusal"] = REFUSAL
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/Refusal"}}}
    for methods in result["paths"].values():
        for method, operation in methods.items():
            for status, description in SAID.items():
                if method != "get" or status not in OF_WRITING:
                    refused = {"description": description, "content": content}
                    operation["responses"].setdefault(status, refused)
    return result
